"""Exports of closed accounts, read and normalised into notices."""
