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
  "audit.older": "पुराने",
  "audit.verify": "यह अभिलेख किसी ने बदला तो नहीं: बॉक्स के शेल पर `embereye audit verify`।",
  "audit.sign-out-everywhere": "सभी उपकरणों पर साइन आउट करें",
};
