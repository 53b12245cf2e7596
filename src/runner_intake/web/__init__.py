"""The intake in a browser: pages without JavaScript, and beside them a JSON API. Needs the extra `web`."""
