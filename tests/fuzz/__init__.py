"""Input that people, files and Slack could send, damaged in every way: no traceback, no hang, plain words."""
