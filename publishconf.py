"""Settings of the public site: those of pelicanconf.py, refused as long as they are the samples of the made-up city."""

from pelicanconf import *  # noqa: F403 - Pelican's own convention for a publishing conf file
from pelicanconf import SITE
from plugins.notices.site import refuse_samples

refuse_samples(SITE)
SITEURL = SITE["url"]
