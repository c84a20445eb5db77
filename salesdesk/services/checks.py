"""Looking a workspace over."""

from salesdesk.storage.checkup import Finding, check
from salesdesk.words import say

__all__ = ["Finding", "check", "sentence"]


def sentence(finding: Finding) -> str:
    """Return what a finding means, and the remedy where there is one."""
    return say(f"check.{finding.code}", n=finding.n)
