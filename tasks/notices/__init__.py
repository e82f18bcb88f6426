"""Notices: 督办单, 通报候选 and 约谈建议. The machine drafts them; a person issues them, or does not."""
