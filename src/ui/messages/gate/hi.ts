/**
 * The same in Hindi.
 */
import type { Translation } from "../message.ts";
import type { gate as english } from "./en.ts";

export const gate: Translation<typeof english> = {
  "gate.title": "किसे लौटाया गया",
  "gate.hint": "वे उपकरण और लोग जिन्होंने जुड़ना चाहा और लौटा दिए गए, सबसे नए पहले।",
  "gate.none": "शुरू होने के बाद से किसी को नहीं लौटाया गया।",
  "gate.unknown": "सेंसर भाग ने अभी कुछ नहीं बताया है।",
  "gate.others": { one: "और एक, जो सूची में नहीं है", other: "और {count}, जो सूची में नहीं हैं" },
  "gate.sensors": "सेंसर पोर्ट",
  "gate.page": "पेज",
  "gate.metrics": "मीट्रिक्स",
  "gate.times": { one: "एक बार", other: "{count} बार" },
  "gate.since": "{time} से, आख़िरी बार {last}",
  "gate.allow": "इस पते को अनुमति दें",
  "gate.allowed": "{address} को अब अनुमति है",
  "gate.installer": "केवल इंस्टॉलर किसी पते को अनुमति दे सकता है।",
  "gate.reason.not-allowed": "यह किसी सूची में नहीं है।",
  "gate.reason.locked-out": "यहाँ से बहुत सारे ग़लत टोकन आए, इसे रुकना होगा।",
  "gate.reason.unknown-device": "कॉन्फ़िगरेशन के किसी सेंसर का यह स्थान नहीं है।",
  "gate.reason.wrong-address": "इसका सेंसर केवल दूसरे पतों पर हो सकता है।",
  "gate.reason.wrong-device": "इसका टोकन किसी दूसरे सेंसर का है।",
  "gate.reason.not-authenticated": "इसने कोई टोकन नहीं दिखाया, जबकि वह माँगा जाता है।",
  "gate.reason.bad-token": "इसका टोकन ज्ञात नहीं है।",
  "gate.reason.expired-token": "इसके टोकन की अवधि समाप्त हो गई है।",
  "gate.reason.token-withdrawn": "इसका टोकन रद्द किया गया या उसकी अवधि समाप्त हो गई।",
  "gate.reason.too-many": "बहुत सारे कनेक्शन, या बहुत जल्दी-जल्दी।",
  "gate.reason.other": "कारण: {reason}",
};
