"""Every colour of the program, by the part it plays. Two tables of the same names: light and dark.

Pairs that are read as text keep 4.5 : 1 (WCAG 1.4.3), edges of fields 3 : 1 (WCAG 1.4.11); a test
computes both.
"""

from typing import Final, Literal, NamedTuple

Tone = Literal["plain", "accent", "ok", "warn", "bad", "info", "violet"]


class Tokens(NamedTuple):
    """The colours of one theme, as `#rrggbb`."""

    dark: bool
    bg: str
    side: str
    surface: str
    surface2: str
    raised: str
    border: str
    border2: str
    field_border: str
    text: str
    text2: str
    text3: str
    side_text: str
    accent: str
    accent_hover: str
    accent_soft: str
    on_accent: str
    hover: str
    sel: str
    quiet: str
    ok: str
    ok_soft: str
    warn: str
    warn_soft: str
    bad: str
    bad_soft: str
    info: str
    info_soft: str
    violet: str
    violet_soft: str
    shade: str
    avatars: tuple[str, ...]
    on_avatar: str = "#FFFFFF"

    def of_tone(self, tone: Tone) -> tuple[str, str]:
        """Return ink and ground of a state."""
        if tone == "plain":
            return self.text2, self.quiet
        return getattr(self, tone), getattr(self, f"{tone}_soft")


_AVATARS: Final = ("#3B5BDB", "#0B7A6E", "#B42318", "#6938EF", "#8E3B76", "#46612A", "#9A4A06", "#175CD3")

LIGHT: Final = Tokens(
    dark=False,
    bg="#F6F7F9",
    side="#F0F1F4",
    surface="#FFFFFF",
    surface2="#F9FAFB",
    raised="#FFFFFF",
    border="#E4E7EC",
    border2="#D0D5DD",
    field_border="#858FA1",
    text="#101828",
    text2="#475467",
    text3="#667085",
    side_text="#5F6B7E",
    accent="#3B5BDB",
    accent_hover="#3350C4",
    accent_soft="#EDF1FF",
    on_accent="#FFFFFF",
    hover="#F4F5F8",
    sel="#E9EEFF",
    quiet="#EAECF0",
    ok="#067647",
    ok_soft="#E7F8EF",
    warn="#B54708",
    warn_soft="#FEF4E6",
    bad="#B42318",
    bad_soft="#FEECEB",
    info="#175CD3",
    info_soft="#E8F2FE",
    violet="#6938EF",
    violet_soft="#F1EDFF",
    shade="#101828",
    avatars=_AVATARS,
)

DARK: Final = Tokens(
    dark=True,
    bg="#0E1014",
    side="#121419",
    surface="#16191F",
    surface2="#1A1E25",
    raised="#1D2129",
    border="#262B34",
    border2="#363D49",
    field_border="#6B7585",
    text="#ECEEF2",
    text2="#B3BAC6",
    text3="#8B94A3",
    side_text="#8B94A3",
    accent="#6C8CFF",
    accent_hover="#86A0FF",
    accent_soft="#1C2440",
    on_accent="#0B1020",
    hover="#1C2027",
    sel="#1E2746",
    quiet="#272C36",
    ok="#4CC38A",
    ok_soft="#12291F",
    warn="#F5B455",
    warn_soft="#2E2413",
    bad="#FF7B72",
    bad_soft="#331818",
    info="#6CB6FF",
    info_soft="#14263A",
    violet="#A78BFA",
    violet_soft="#241F3D",
    shade="#000000",
    avatars=_AVATARS,
)

# What is read on what: (ink, ground). The test walks this list in both themes.
TEXT_PAIRS: Final = (
    *(
        (ink, ground)
        for ink in ("text", "text2")
        for ground in ("bg", "side", "surface", "surface2", "raised")
    ),
    *((ink, "hover") for ink in ("text", "text2", "text3")),
    *((ink, "sel") for ink in ("text", "text2")),
    *(("text3", ground) for ground in ("bg", "surface", "surface2", "raised")),
    ("side_text", "side"),
    ("side_text", "sel"),
    ("text2", "quiet"),
    ("on_accent", "accent"),
    ("on_accent", "accent_hover"),
    ("accent", "surface"),
    ("accent", "accent_soft"),
    *((tone, f"{tone}_soft") for tone in ("ok", "warn", "bad", "info", "violet")),
    *((tone, "surface") for tone in ("ok", "warn", "bad", "info", "violet")),
)
EDGE_PAIRS: Final = (
    ("field_border", "surface"),
    ("field_border", "raised"),
    ("accent", "surface"),
    ("accent", "bg"),
    ("accent", "side"),
)


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours, 1 to 21 (WCAG 2.2)."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    parts = (int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4  # noqa: PLR2004 - sRGB
        for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
