/**
 * What the pages for installers say, in Hindi.
 */
import type { Translation } from "../message.ts";
import type { installer as english } from "./en.ts";

export const installer: Translation<typeof english> = {
  "walk-test.intro":
    "किसी ज़ोन का टेस्ट शुरू करें, फिर उसके हर सेंसर को सक्रिय करें: हाथ से गर्म करें, टेस्ट धुआँ दें, लौ दिखाएँ। हर बार सायरन छोटी ध्वनि देते हैं। टेस्ट अपने आप समाप्त होता है, और किसी दूसरे ज़ोन में असली अलार्म आने पर तुरंत। हस्ताक्षर घटना-पंजी में दर्ज होता है।",
  "walk-test.out-of-service": "ज़ोन सेवा से बाहर है।",
  "walk-test.record": "पिछला टेस्ट, {moment}: {text}",
  "walk-test.progress": "{all} में से {proved} सेंसर जाँचे गए",
  "walk-test.ends": "{duration} में अपने आप समाप्त",
  "walk-test.sensors": "सेंसर",
  "walk-test.sirens": "आपने कौन से सायरन सुने?",
  "walk-test.sounding": "अभी बज रहा है",
  "walk-test.remark": "टिप्पणी",
  "walk-test.sign-off": "टेस्ट समाप्त करें और हस्ताक्षर करें",
  "audit.title": "किसने क्या किया",
  "audit.empty": "अभी तक किसी ने कुछ नहीं किया है।",
  "audit.lost": "कार्यों का अभिलेख अभी पढ़ा नहीं जा सकता।",
  "audit.by-box": "बॉक्स ने स्वयं",
  "audit.not-done": "नहीं हुआ: {why}",
  "audit.unanswered": "इस बीच पेज फिर से शुरू हुआ: परिणाम कॉन्फ़िगरेशन के इतिहास में है",
  "audit.older": "पुराने",
  "audit.verify": "यह अभिलेख किसी ने बदला तो नहीं: बॉक्स के शेल पर `embereye audit verify`।",
  "audit.sign-out-everywhere": "सभी उपकरणों पर साइन आउट करें",
  "config-form.installer": "इसे केवल इंस्टॉलर बदल सकता है।",
  "config-form.done": "बदला गया, परीक्षण पर: हानि होने पर बॉक्स अपने आप पहले जैसा हो जाता है।",
  "config-form.change": "सीमाएँ बदलें",
  "commissioning.title": "कमीशनिंग",
  "commissioning.intro":
    "यहाँ वे उपकरण हैं जो जुड़े हैं पर विन्यास में नहीं। हर एक को नाम और ज़ोन दें, लाइव चित्र से दिशा दें, फिर वॉक टेस्ट करें।",
  "commissioning.none":
    "कोई अज्ञात उपकरण जुड़ा नहीं है। अज्ञात उपकरण स्वीकार होते हैं या नहीं, यह विन्यास में है (sensorPort.unknown)।",
  "commissioning.name": "नाम",
  "commissioning.adopt": "विन्यास में जोड़ें",
  "commissioning.aiming": "दिशा: किस दूरी पर सेंसर क्या देखता है",
  "commissioning.aiming-hint":
    "3 × 3 पिक्सेल से छोटी वस्तु वास्तविकता से ठंडी मापी जाती है। दूरी और लेंस ऐसे चुनें कि सबसे छोटी आग इससे बड़ी हो।",
  "commissioning.distance": "दूरी",
  "commissioning.sees": "चित्र",
  "commissioning.smallest": "3 × 3 पिक्सेल",
  "commissioning.clean-air": "साफ़ हवा में गैस सेंसर",
  "commissioning.clean-air-hint":
    "कमरे में हवा आने दें और सेंसर को एक दिन गर्म होने दें। तब मापा गया प्रतिरोध R0 है; इसे केवल साफ़ हवा में लें।",
  "commissioning.clean-air-none": "अभी कोई गैस सेंसर पर्याप्त समय तक स्थिर नहीं रहा।",
  "commissioning.measured": "पिछले मिनटों में मापा गया: {ohm} ओम",
  "commissioning.take-over": "R0 के रूप में लें",
};
