"""The form of one registration, as a file: read, and complained about without repeating what it says."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from care.checks import IDENTITY
from care.lifecycle import Basis
from care.register import Application
from huhang.console import Refused

_BASES = {basis.label: basis for basis in Basis}


class _Form(BaseModel):
    model_config = ConfigDict(extra="forbid")

    contact: str = Field(alias="联系人")
    basis: str = Field(alias="依据")
    basis_on: date = Field(alias="依据日期")
    basis_note: str = Field(alias="依据说明")
    purpose: str = Field(alias="目的")
    under_14: bool = Field(alias="不满十四周岁")
    told_on: date = Field(alias="告知监护人日期")
    name: str = Field("", alias="称呼", repr=False)
    telephone: str = Field("", alias="电话", repr=False)
    guardian: str = Field("", alias="监护人", repr=False)
    support: str = Field("", alias="需要的支持", repr=False)
    agency: str = Field("", alias="办案机关")
    agency_ref: str = Field("", alias="机关内部编号")


def read_application(file: Path) -> Application:
    """Raises Refused with the field that is wrong; what stands in it is not repeated."""
    form = _read(file)
    if form.basis not in _BASES:
        raise Refused(f"{file}：“依据”应为 {'、'.join(_BASES)} 之一")
    texts = (form.name, form.telephone, form.guardian, form.support)
    return Application(
        contact=form.contact,
        basis=_BASES[form.basis],
        basis_on=form.basis_on,
        basis_note=form.basis_note,
        purpose=form.purpose,
        under_14=form.under_14,
        told_on=form.told_on,
        identity=dict(zip(IDENTITY, texts, strict=True)),
        agency=form.agency,
        agency_ref=form.agency_ref,
    )


def _read(file: Path) -> _Form:
    try:
        # Every value as it was written: 02367123456 is a telephone, and no number to the base of eight.
        read = yaml.load(file.read_text("utf-8"), Loader=yaml.BaseLoader)  # noqa: S506  # makes texts only
        return _Form.model_validate(read)
    except OSError as error:
        raise Refused(f"读不了 {file}：{error.strerror}") from None
    except (yaml.YAMLError, UnicodeDecodeError):
        raise Refused(f"{file} 不是能读的 YAML 文件（UTF-8）") from None
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False, include_context=False)[0]
        where = "".join(map(str, first["loc"])) or "内容"
        raise Refused(f"{file}：“{where}”{_PROBLEMS.get(first['type'], '写得不对')}") from None


_PROBLEMS = {
    "missing": "还没有写",
    "extra_forbidden": "不是登记表里的一项",
    "bool_parsing": "应为 是 或 否（true、false）",
    "date_from_datetime_parsing": "应为日期，如 2026-09-01",
    "date_parsing": "应为日期，如 2026-09-01",
    "model_type": "应为若干“键: 值”",
}
