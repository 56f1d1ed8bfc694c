"""Adapters: one place per outside thing, such as files, the store, Slack, mail and the clock."""
