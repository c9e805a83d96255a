/**
 * What the page of a zone and the charts say, in Hindi.
 */
import type { Translation } from "../message.ts";
import type { zonePage as english } from "./en.ts";

export const zonePage: Translation<typeof english> = {
  "zone-page.not-yet": "अभी कुछ ज्ञात नहीं: अग्नि तर्क ने उत्तर नहीं दिया।",
  "zone-page.unknown": "ऐसा कोई ज़ोन नहीं है।",
  "zone-page.pictures": "ताप चित्र",
  "zone-page.history": "इतिहास",
  "zone-page.sensors": "सेंसर",
  "zone-page.limits": "सीमाएँ",
  "zone-page.pre-alarm-limit": "पूर्व-अलार्म की सीमा",
  "zone-page.critical-limit": "अलार्म की सीमा",
  "zone-page.service": "सेवा",
  "zone-page.events": "यहाँ क्या हुआ",
  "zone-page.all-events": "इस ज़ोन की सभी घटनाएँ",
  "zone-page.live": "लाइव, {age} पुराना",
  "zone-page.frozen": "रोका गया: {moment}, {age} पहले",
  "zone-page.past": "अतीत: {moment}, {age} पहले",
  "zone-page.extremes": "सबसे गर्म {hottest}, सबसे ठंडा {coldest}",
  "zone-page.freeze": "रोकें",
  "zone-page.go-live": "लाइव पर लौटें",
  "zone-page.scrub": "पीछे देखें, {duration} तक",
  "chart.as-data": "यही डेटा के रूप में (JSON)",
  "chart.range": "दिखाया गया समय",
  "chart.minutes": "{count} मि",
  "chart.hours": "{count} घं",
  "chart.days": { one: "{count} दिन", other: "{count} दिन" },
  "chart.loading": "लोड हो रहा है",
  "chart.lost": "इतिहास अभी पढ़ा नहीं जा सकता।",
  "chart.empty": "इस समय में कुछ नहीं मापा गया।",
  "chart.summary": "{name}: अधिकतम {max} {moment} पर, न्यूनतम {min}, अंतिम {last}",
  "chart.largest": "अधिकतम",
  "chart.mean": "औसत",
  "chart.time": "समय",
  "chart.limit": "सीमा",
};
