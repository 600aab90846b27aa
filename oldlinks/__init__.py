"""Old addresses: from whatever a reader still has (a link, a share text, a title) to what this site knows of it.

Pure rules and one lookup, imported by the site that writes the tables and by the server that reads them; the
same rules stand in `theme/static/go.js` for readers without the server, held to the same case file.
"""
