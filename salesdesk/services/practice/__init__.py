"""Graded lessons of the demo workspace. What is done is seen in the workspace, however a person does it.

found = begin(database, lesson("capture"))
found = look(database, found, sight)
"""

from salesdesk.services.practice.lessons import LESSONS, Lesson, LessonStep, lesson
from salesdesk.services.practice.network import reconnect, send
from salesdesk.services.practice.running import Run, begin, look
from salesdesk.services.practice.sight import FILE, Offer, Sight

__all__ = [
    "FILE",
    "LESSONS",
    "Lesson",
    "LessonStep",
    "Offer",
    "Run",
    "Sight",
    "begin",
    "lesson",
    "look",
    "reconnect",
    "send",
]
