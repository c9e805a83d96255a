/**
 * What the page of people says, in Hindi.
 */
import type { Translation } from "../message.ts";
import type { people as english } from "./en.ts";

export const people: Translation<typeof english> = {
  "people.title": "लोग",
  "people.hint":
    "कौन साइन इन कर सकता है। टोकन इंस्टॉलर और प्रोग्राम के लिए है, पिन साइट के लोगों के लिए। केवल उसकी छाप रखी जाती है: यहाँ जो बनता है वह एक ही बार दिखता है।",
  "people.none": "अभी कोई साइन इन नहीं कर सकता।",
  "people.lost": "लोगों की सूची अभी पढ़ी नहीं जा सकती।",
  "people.role.viewer": "देख सकते हैं",
  "people.role.operator": "अलार्म पर कार्रवाई कर सकते हैं",
  "people.role.installer": "सेटिंग बदल सकते हैं",
  "people.token": "टोकन",
  "people.pin": "पिन",
  "people.made": "{time} को बना",
  "people.used": "आख़िरी बार {time} को",
  "people.never-used": "कभी काम नहीं आया",
  "people.until": "{time} तक",
  "people.expired": "{time} को समाप्त हुआ",
  "people.you": "आप",
  "people.new": "किसी को प्रवेश दें",
  "people.name": "नाम",
  "people.role": "अधिकार",
  "people.kind": "साइन इन का तरीका",
  "people.days": "कितने दिन चलेगा",
  "people.days-hint": "ख़ाली: हमेशा",
  "people.make": "बनाएँ",
  "people.replace": "बदलें",
  "people.replace-hint": "पुराना तुरंत बंद हो जाएगा और खुले सत्र समाप्त होंगे।",
  "people.revoke": "रद्द करें",
  "people.revoke-hint": "{name} का टोकन और पिन तुरंत बंद हो जाएगा और खुले सत्र समाप्त होंगे।",
  "people.sure": "हाँ, {name} ही",
  "people.revoked": "{name} अब साइन इन नहीं कर सकते।",
  "people.given": "बन गया।",
  "people.secret": "{name} के लिए",
  "people.secret-hint": "यह केवल इसी बार दिखेगा और कहीं नहीं रखा जाता। अभी लिख लें या सौंप दें।",
  "people.secret-close": "मैंने ले लिया",
  "problem.person-exists": "इस व्यक्ति के पास पहले से है: उसे बदलें।",
  "problem.name-taken": "ऐसा नाम पहले से है, जिसमें केवल बड़े-छोटे अक्षरों का अंतर है।",
  "problem.unknown-person": "इस नाम का कोई साइन इन नहीं कर सकता।",
  "problem.last-installer": "इंस्टॉलर का एक ऐसा टोकन रहना चाहिए जो समाप्त न हो: पहले दूसरा बनाएँ।",
};
