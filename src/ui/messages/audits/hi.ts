/**
 * What the page of the audits says, and what the audits say, in Hindi.
 */
import type { Translation } from "../message.ts";
import type { audits as english } from "./en.ts";

export const audits: Translation<typeof english> = {
  "audits.title": "जाँचें",
  "audits.hint":
    "बॉक्स हर हफ़्ते, हर पखवाड़े या हर महीने ख़ुद को जाँचता है। जो जाँच नहीं हो सकी, वह हालत के बारे में कुछ नहीं कहती।",
  "audits.kind.memory": "मेमोरी: क्या कोई प्रक्रिया बढ़ रही है?",
  "audits.kind.accuracy": "सटीकता: क्या मॉडल उतना अच्छा है जितना उसका मैनिफ़ेस्ट कहता है?",
  "audits.kind.ports": "पोर्ट: क्या बॉक्स ज़रूरत से ज़्यादा दिखाता है?",
  "audits.kind.dependencies": "निर्भरताएँ: क्या उसके पैकेजों की कमज़ोरियाँ ज्ञात हैं?",
  "audits.verdict.passed": "सफल",
  "audits.verdict.found": "कुछ मिला",
  "audits.verdict.not-possible": "संभव नहीं",
  "audits.never": "इस बॉक्स पर यह कभी नहीं हुई।",
  "audits.made": "{time} को हुई।",
  "audits.due": "अगली {time} को होनी है।",
  "audits.overdue": "{time} से बाक़ी है।",
  "audits.by-hand": "हाथ से, बॉक्स पर:",
  "audits.lost": "इसके नतीजे पढ़े नहीं जा सकते।",
  "audits.trend": "आँकड़े और उनका रुझान",
  "audits.figure": "आँकड़ा",
  "audits.latest": "अभी",
  "audits.before": "पहले",
  "audits.course": "रुझान",
  "audits.course-of": "{name} का रुझान",
  "audits.details": "विस्तार से",
  "audits.earlier": "पहले के नतीजे",
  "audits.said.memory-grows":
    "{process} कम से कम {percent} % प्रतिदिन बढ़ रही है ({slope} MB प्रतिदिन, ±{error}): सेवा फिर शुरू करें और सहायता पैकेज भेजें।",
  "audits.said.memory-process":
    "{process}: औसत {mean} MB, {slope} MB प्रतिदिन, ±{error} (95 %, {points} बिंदु)।",
  "audits.said.history-short": "{process}: रुझान के लिए इतिहास काफ़ी नहीं है।",
  "audits.said.history-lost": "इतिहास पढ़ा नहीं जा सकता: {reason}",
  "audits.said.heap-taken": "{process}: V8 का हीप {total} में से {used} MB लेता है; {seconds} सेकंड तक नमूने लिए गए।",
  "audits.said.heap-not-had": "{process}: V8 का हीप देखा नहीं जा सका: {reason}",
  "audits.said.no-cameras": "न कोई कैमरा सेट है, न जाँच के चित्र: यहाँ कोई मॉडल कुछ नहीं देखता।",
  "audits.said.no-validation-set":
    "जाँच के चित्र सेट नहीं हैं (detect.validationSet): मॉडल कितना अच्छा है, यह नहीं देखा गया।",
  "audits.said.set-unreadable": "जाँच के चित्र पढ़े नहीं जा सकते: {reason}",
  "audits.said.set-small": "{label} वाले या उसके बिना 20 से कम चित्र हैं: तुलना के लिए बहुत कम।",
  "audits.said.model-refused": "मॉडल काम में नहीं लिया जा सकता: {reason}",
  "audits.said.unjudged": "{of} में से {count} चित्र परखे नहीं जा सके, पहला इसलिए: {reason}",
  "audits.said.no-reference": "मैनिफ़ेस्ट में {set} के आँकड़े नहीं हैं: {model} का पहला नतीजा ही पैमाना है (निशान {print})।",
  "audits.said.set-differs": "{label}: {now} चित्र परखे गए, मैनिफ़ेस्ट में {then} थे: यह ठीक वही समूह नहीं है।",
  "audits.said.accuracy-drop":
    "{label}: {measured} {now} % है, {then} % था। मॉडल ज़रूरत से ज़्यादा चूकता है या ग़लत बताता है: 'embereye model verify' से जाँचें।",
  "audits.said.accuracy-class": "{label}: {count} चित्रों पर परखा गया, सीमा {threshold} से।",
  "audits.said.not-running":
    "सेवा की कोई प्रक्रिया नहीं सुन रही: वह चल नहीं रही, या यह उपयोगकर्ता उसे देख नहीं सकता। root या सेवा के उपयोगकर्ता के रूप में चलाएँ।",
  "audits.said.no-config": "चालू विन्यास ज्ञात नहीं है: {reason}",
  "audits.said.port-unnamed":
    "सेवा {address}, पोर्ट {port} पर सुन रही है, जिसका विन्यास में नाम नहीं: फिर शुरू करें और सहायता पैकेज भेजें।",
  "audits.said.port-reached":
    "एक अजनबी ({from}) {address}, पोर्ट {port} पर {name} तक पहुँचता है, जबकि विन्यास वहाँ से किसी को नहीं आने देता: 'embereye firewall check' चलाएँ।",
  "audits.said.ports-outside":
    "बाहर से, कर्नेल के फ़ायरवॉल के पार, {from} बनकर देखा गया: {count} पोर्ट आज़माए, {open} खुले, {away} ने अजनबी को लौटाया।",
  "audits.said.ports-own": "सिर्फ़ भीतर से देखा गया, अपने {count} सॉकेट: बाहर से देखना संभव नहीं था ({reason})।",
  "audits.said.port-foreign": "पोर्ट {port} इस मशीन के दूसरे प्रोग्राम का है और उस तक पहुँचा जा सकता है।",
  "audits.said.advisory": "{package} {version} ({ecosystem}): {id} {summary} ठीक हुआ: {fixed}।",
  "audits.said.advisories-known":
    "{ecosystem}: इस बॉक्स को ज्ञात {count} सूचनाओं से मिलाया गया, {date} की स्थिति ({source}); वे {of} में से {covered} पैकेजों के बारे में हैं। जो बाद में या कहीं और पता चला, वह इनमें नहीं: --advisories से नई लाएँ।",
  "audits.said.advisories-none":
    "{ecosystem}: इस बॉक्स को कोई सूचना ज्ञात नहीं। {date} की स्थिति में {count} प्रविष्टियाँ हैं, और कोई उसके पैकेजों के बारे में नहीं। --advisories से लाएँ।",
  "audits.said.advisories-old":
    "{ecosystem}: सूचनाएँ {days} दिन पुरानी हैं ({date} की स्थिति): --advisories से नई लाएँ।",
  "audits.said.advisories-unreadable": "सूचनाएँ पढ़ी नहीं जा सकीं: {reason}",
  "audits.said.lock-unreadable": "प्रोग्राम के पैकेजों की सूची पढ़ी नहीं जा सकती: {reason}",
  "audits.said.packages-looked-at": "देखे गए: प्रोग्राम के {program} पैकेज, सिस्टम के {system}।",
  "audits.said.no-dpkg": "सिस्टम के पैकेज गिने नहीं जा सके: {reason}",
  "audits.said.system-package": "{package} {version} ({release})",
};
