/**
 * What the pages of what sensors usually see and of the notifications say, in Hindi.
 */
import type { Translation } from "../message.ts";
import type { upkeep as english } from "./en.ts";

export const upkeep: Translation<typeof english> = {
  "review.title": "सेंसर आम तौर पर क्या देखते हैं",
  "review.hint":
    "बॉक्स सीखता है कि हर तापीय सेंसर किसी सामान्य दिन क्या देखता है। जो स्थायी रूप से बदला है, वह यहाँ तब तक प्रतीक्षा करता है जब तक कोई व्यक्ति न बताए कि वह सही है या नहीं।",
  "review.none": "कुछ नहीं बदला है: किसी निर्णय की प्रतीक्षा नहीं है।",
  "review.no-sensors": "अभी तक कोई तापीय सेंसर सीखा नहीं गया है।",
  "review.known": "जो ज्ञात है",
  "review.days": { one: "{count} दिन सीखा गया", other: "{count} दिन सीखे गए" },
  "review.reference": "संस्करण {version}, {by} द्वारा, {time}।",
  "review.since": "{time} से",
  "review.before": "पहले",
  "review.after": "अब",
  "review.map": "{title}: सबसे गर्म {hottest}, सबसे ठंडा {coldest}",
  "review.kind.drift": "पूरी तस्वीर अधिक गर्म या ठंडी हो गई है।",
  "review.kind.moved": "सेंसर कहीं और देख रहा है।",
  "review.kind.dirty-lens": "तस्वीर धुंधली हो गई है: लेंस गंदा हो सकता है।",
  "review.kind.hot-object": "कोई नई चीज़ लगातार गर्म है।",
  "review.reason": "कारण",
  "review.approve": "अब से यह सही है",
  "review.reject": "यह गलत है और ठीक किया जाएगा",
  "review.revert": "पिछले संस्करण पर वापस",
  "review.done.approve": "जो अब दिखता है वही सही माना जाएगा।",
  "review.done.reject": "दर्ज किया गया: इसे ठीक किया जाएगा।",
  "review.done.revert": "पिछला संस्करण फिर से मान्य है।",
  "notify.title": "सूचनाएँ",
  "notify.hint":
    "अलार्म और खराबियों की सूचना किसे मिलती है, और क्या वह पहुँचती है। परीक्षण में लिखा होता है कि कहीं आग नहीं है।",
  "notify.unknown":
    "सूचना सेवा उत्तर नहीं दे रही है। वह अपने-आप फिर शुरू होती है; तब तक जो बताना है वह डिस्क पर प्रतीक्षा करता है।",
  "notify.none": "इस बॉक्स के बाहर किसी को अलार्म की सूचना नहीं मिलती।",
  "notify.none-how": "किसी को ई-मेल, वेबहुक या MQTT से सूचना देने के लिए इंस्टॉलर उसे कॉन्फ़िगरेशन में जोड़ता है, जैसे:",
  "notify.kind.webhook": "वेबहुक",
  "notify.kind.email": "ई-मेल",
  "notify.kind.mqtt": "MQTT",
  "notify.never": "शुरू होने के बाद से कुछ नहीं पहुँचा है।",
  "notify.last": "आखिरी बार पहुँचा: {time}",
  "notify.counts": "प्रतीक्षा में {waiting}, भेजी गईं {sent}, छोड़ी गईं {givenUp}",
  "notify.test": "परीक्षण भेजें",
  "notify.arrived": "परीक्षण {name} तक पहुँच गया।",
  "notify.not-arrived": "परीक्षण {name} तक नहीं पहुँचा।",
};
