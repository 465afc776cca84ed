"""The body rules of GB/T 9704-2012 for official documents, in points unless a name says otherwise."""

MARGIN_TOP_MM, MARGIN_BOTTOM_MM, MARGIN_LEFT_MM, MARGIN_RIGHT_MM = 37, 35, 28, 26
LINES_A_PAGE, CHARACTERS_A_LINE = 22, 28
MM = 72 / 25.4
TEXT_WIDTH = (210 - MARGIN_LEFT_MM - MARGIN_RIGHT_MM) * MM
TEXT_HEIGHT = (297 - MARGIN_TOP_MM - MARGIN_BOTTOM_MM) * MM

TITLE_SIZE = 22.0
"""2号."""
BODY_SIZE = 16.0
"""3号."""
PAGE_NUMBER_SIZE = 14.0
"""4号."""
SMALL_SIZE = 10.5
"""5号: tables, notes, captions."""

LINE = 28.9
"""From line to line: 22 lines fill the type area of 225 mm."""
TRACKING = round(TEXT_WIDTH / CHARACTERS_A_LINE - BODY_SIZE, 3)
"""Between characters, so that 28 of them fill a line."""

SONG, HEI = "Noto Serif SC", "Noto Sans SC"
"""The faces that set-up ships, embedded in PDF; DOCX names the official ones and falls back to the reader's."""
OFFICIAL_TITLE, OFFICIAL_BODY = "方正小标宋简体", "仿宋_GB2312"
OFFICIAL_HEI, OFFICIAL_KAI, OFFICIAL_SONG = "黑体", "楷体_GB2312", "宋体"
LATIN = "Times New Roman"
