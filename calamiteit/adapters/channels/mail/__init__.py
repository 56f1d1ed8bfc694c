"""Mail: a letter with the same Message-ID at every repeat, handed to one SMTP server."""

from __future__ import annotations

from calamiteit.adapters.channels.mail.channel import MailChannel

__all__ = ["MailChannel"]
