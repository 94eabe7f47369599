"""One sentence in each script that the book can print, with its language."""

from __future__ import annotations

SCRIPTS = {
    "latin": ("en", "Mia the fox woke up. “Who is there?”"),
    "vietnamese": ("vi", "Cáo nhỏ chạy trong tuyết trắng."),
    "cyrillic": ("ru", "Лиса Мия проснулась в лесу."),
    "greek": ("el", "Η μικρή αλεπού ξύπνησε."),
    "hebrew": ("he", "שועל קטן (Mia) בן 12 שנים!"),
    "arabic": ("ar", "استيقظ الثعلب الصغير ١٢ مرة، لا!"),
    "devanagari": ("hi", "छोटी लोमड़ी क्षत्रिय बर्फ़ में"),
    "bengali": ("bn", "ছোট্ট শিয়াল তুষারে খেলে"),
    "thai": ("th", "สุนัขจิ้งจอกตัวน้อยเดินเล่นในหิมะ"),
    "chinese": ("zh", "小狐狸在雪地里走。"),
    "japanese": ("ja", "小さなきつねが雪の中を歩く。"),
    "korean": ("ko", "작은 여우가 눈 속을 걸어요."),
}
