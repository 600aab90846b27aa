"""Releases: builds that were proved whole before they were shown, and can be turned back to and handed on."""
