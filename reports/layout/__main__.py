"""`python -m reports.layout`: write our own Word templates anew."""

from __future__ import annotations

from pathlib import Path

from reports.layout import bulletin, forward, packs

TEMPLATES = Path(__file__).parents[1] / "templates"
#: What builds each template. A new one is added here.
BUILDERS = {
    "report-bulletin.docx": bulletin.build,
    "report-forward.docx": forward.build,
    "report-meeting.docx": packs.meeting,
    "report-minutes.docx": packs.minutes,
    "report-assessment.docx": packs.assessment,
    "report-summary.docx": packs.summary,
    "report-information.docx": packs.information,
    "report-goals.docx": packs.goals,
}


def main() -> None:
    """Write every template."""
    for name, build in BUILDERS.items():
        build().save(TEMPLATES / name)


if __name__ == "__main__":
    main()
