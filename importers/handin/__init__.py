"""What a clerk hands in (a Word file, a table, text, a folder of them) made into a draft notice."""
