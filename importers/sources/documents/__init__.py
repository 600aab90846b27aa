"""Documents of a department itself: Word, labelled text, Markdown, and files that stand for themselves."""
