"""文书: 督办单, 通报候选 and 约谈建议 on the web. Drafted by the ladder, signed by a person, answered by its unit."""
