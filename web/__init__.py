"""Where people act: pages for units, supervisors and leaders. See docs/pages.md for how one is added."""
