/**
 * What the supervisor says in the page's place, in Hindi.
 */
import type { Translation } from "../message.ts";
import type { rescue as english } from "./en.ts";

export const rescue: Translation<typeof english> = {
  "rescue.page-down": "स्थिति पेज बंद है",
  "rescue.unprotected": "बॉक्स पूरी सुरक्षा नहीं दे रहा",
  "rescue.goes-on":
    "पहचान और सायरन इसके बिना भी चल रहे हैं। इसके लौटने तक यहाँ कोई कुछ देख या आदेश नहीं दे सकता: सायरन के अनुसार चलें।",
  "rescue.missing": "काम नहीं कर रहे: {parts}। स्वयं निगरानी रखें और सर्विस को बुलाएँ।",
  "rescue.waits": "यह पेज हर कुछ सेकंड में असली पेज खोजता है और अपने आप उसे जगह दे देता है।",
  "rescue.works": "चल रहा है",
  "rescue.as-of": "स्थिति: {moment}।",
  "rescue.technician": "तकनीशियन को पूरी बात बॉक्स पर `embereye watchdog` और `embereye logs` से मिलेगी।",
  "rescue.part.outputs": "सायरन और रिले",
  "rescue.part.fusion": "अग्नि तर्क",
  "rescue.part.sensors": "सेंसर",
  "rescue.part.detect": "चित्रों में आग की पहचान",
  "rescue.part.cameras": "कैमरे",
  "rescue.part.ui": "स्थिति पेज",
  "rescue.part.notify": "सूचनाएँ",
  "rescue.part.fleet": "अन्य बक्से",
};
