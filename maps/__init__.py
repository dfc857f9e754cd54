"""What people look at: layers, pages, the site. No database, no solver; `maps.site.build_site` is the way in."""
