/**
 * तकनीशियन का पृष्ठ हिन्दी में क्या कहता है।
 */
import type { Translation } from "../message.ts";
import type { technician as english } from "./en.ts";

export const technician: Translation<typeof english> = {
  "tech.title": "तकनीशियन",
  "tech.loading": "उपकरण से पूछा जा रहा है …",
  "tech.lost": "उपकरण उत्तर नहीं दे रहा। दिखाया गया वह है जो उसने {age} पहले बताया था।",
  "tech.no-script":
    "इस पृष्ठ को स्क्रिप्ट चाहिए। उपकरण के कंसोल पर `embereye status`, `watchdog` और `logs` वही बताते हैं।",
  "tech.machine": "मशीन",
  "tech.machine-unknown": "सुपरवाइज़र ने अभी तक मशीन के बारे में कुछ नहीं बताया है।",
  "tech.disk": "डिस्क",
  "tech.free": "{total} में से {free} खाली",
  "tech.memory": "मेमोरी",
  "tech.load": "भार",
  "tech.up": "चालू समय",
  "tech.temperatures": "तापमान",
  "tech.no-temperatures": "यह मशीन कोई तापमान नहीं बताती",
  "tech.clock": "घड़ी",
  "tech.clock-unwatched": "कोई निगरानी नहीं करता",
  "tech.written": "डिस्क पर लिखा गया",
  "tech.written-by": "{role} {amount}",
  "tech.facts-age": "{age} पहले की स्थिति।",
  "tech.story": "सुपरवाइज़र ने क्या किया",
  "tech.story-none": "इस समय में कुछ नहीं हुआ।",
  "tech.story-days": { one: "पिछला दिन", other: "पिछले {count} दिन" },
  "tech.logs": "लॉग",
  "tech.logs-none": "कोई पंक्ति मेल नहीं खाती।",
  "tech.logs-sign-in": "लॉग में पते और लोगों के नाम होते हैं: पढ़ने के लिए ऑपरेटर के रूप में साइन इन करें।",
  "tech.logs-gap": "यहाँ कुछ पंक्तियाँ छूट गई हैं।",
  "tech.level": "स्तर",
  "tech.about": "विषय",
  "tech.everything": "सब कुछ",
  "tech.follow": "साथ-साथ पढ़ें",
  "tech.charts": "समय के साथ मान",
  "tech.charts-of": "किसका",
  "tech.charts-box": "मशीन",
  "tech.charts-last": "पिछले",
  "tech.charts-none": "इसका अभी कोई इतिहास नहीं है।",
  "tech.chart-text": "{name}: अंतिम {last}, {least} से {largest} तक",
  "tech.bundle": "सहायता पैकेज",
  "tech.bundle-hint":
    "दूर से सहायता करने वालों के लिए लॉग, घटनाएँ, मान और विन्यास एक फ़ाइल में। पासवर्ड और टोकन शामिल नहीं हैं।",
  "tech.bundle-get": "डाउनलोड करें",
  "tech.zoom-15m": "15 मिनट",
  "tech.zoom-2h": "2 घंटे",
  "tech.zoom-1d": "1 दिन",
  "tech.zoom-7d": "7 दिन",
  "tech.zoom-90d": "90 दिन",
};
