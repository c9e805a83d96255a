/**
 * What the journal's own page and the report of an alarm say, in Hindi.
 */
import type { Translation } from "../message.ts";
import type { journalPage as english } from "./en.ts";

export const journalPage: Translation<typeof english> = {
  "journal.zone": "ज़ोन",
  "journal.every-zone": "सभी ज़ोन",
  "journal.kind": "प्रकार",
  "journal.every-kind": "सब कुछ",
  "journal.from": "से",
  "journal.to": "तक",
  "journal.show": "दिखाएँ",
  "journal.older": "पुरानी पंक्तियाँ",
  "journal.export": "ये सभी फ़ाइल के रूप में:",
  "journal.nothing-found": "कुछ मेल नहीं खाता।",
  "journal.report": "रिपोर्ट",
  "report.title": "अलार्म की रिपोर्ट: {zone}",
  "report.number": "अलार्म",
  "report.began": "आरंभ",
  "report.ended": "रीसेट",
  "report.stands": "अभी नहीं",
  "report.lasted": "अवधि",
  "report.time-zone": "समय क्षेत्र",
  "report.print": "प्रिंट करें या PDF सहेजें",
  "report.as-data": "यही डेटा के रूप में (JSON)",
  "report.deeds": "लोगों ने क्या किया",
  "report.no-deeds": "अभी तक किसी ने कुछ नहीं किया।",
  "report.timeline": "समयरेखा",
  "report.pictures": "चित्र",
  "report.heat": "{sensor} का ताप चित्र",
  "report.hash": "हैश",
  "report.hash-hint":
    "यह हैश डेटा वाली रिपोर्ट का है, जिसमें समयरेखा और हर चित्र का हैश है: जो इसे रखे, वह बाद में जान सकता है कि प्रति बदली गई या नहीं।",
};
