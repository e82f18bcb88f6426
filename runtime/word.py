"""Word documents from templates that an office can edit.

A template is Jinja2 in a .docx. It is rendered in a sandbox, and everything filled in is escaped: a plan's
template comes from outside, and so does what people typed.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Mapping
from typing import Any

from docx.opc.exceptions import PackageNotFoundError
from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, TemplateError
from jinja2.sandbox import SandboxedEnvironment

SUFFIX = ".docx"


class TemplateFault(ValueError):
    """A Word template that cannot be used. The words are for whoever edits it."""


def fill(template: bytes, values: Mapping[str, Any], known: Iterable[str] = ()) -> bytes:
    """The document: the template with `values` filled in. `known`: the fields to name in a complaint.

    Raises TemplateFault.
    """
    opened = _open(template)
    environment = SandboxedEnvironment(undefined=StrictUndefined, autoescape=True)
    try:
        opened.render(dict(values), environment, autoescape=True)
    except TemplateError as error:
        raise TemplateFault(f"{error}；可用的字段：{'、'.join(known or values)}") from None
    made = io.BytesIO()
    opened.save(made)
    return made.getvalue()


def _open(template: bytes) -> DocxTemplate:
    try:
        zipfile.ZipFile(io.BytesIO(template)).close()
        return DocxTemplate(io.BytesIO(template))
    except (zipfile.BadZipFile, PackageNotFoundError, KeyError):
        raise TemplateFault("不是 Word 文件（.docx）") from None
