"""One module a page: each turns the data of a site into the blocks of its page."""
