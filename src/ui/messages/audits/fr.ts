/**
 * What the page of the audits says, and what the audits say, in French.
 */
import type { Translation } from "../message.ts";
import type { audits as english } from "./en.ts";

export const audits: Translation<typeof english> = {
  "audits.title": "Contrôles",
  "audits.hint":
    "Le boîtier se contrôle lui-même chaque semaine, chaque quinzaine ou chaque mois. Un contrôle qui n'a pas été possible ne dit rien de l'état des choses.",
  "audits.kind.memory": "Mémoire : un processus grossit-il ?",
  "audits.kind.accuracy": "Précision : le modèle est-il aussi bon que le dit son manifeste ?",
  "audits.kind.ports": "Ports : le boîtier montre-t-il plus qu'il ne doit ?",
  "audits.kind.dependencies": "Dépendances : connaît-on des failles de ses paquets ?",
  "audits.verdict.passed": "Réussi",
  "audits.verdict.found": "Quelque chose a été trouvé",
  "audits.verdict.not-possible": "Pas possible",
  "audits.never": "Il n'a jamais été fait sur ce boîtier.",
  "audits.made": "Fait {time}.",
  "audits.due": "Prochain prévu {time}.",
  "audits.overdue": "En retard depuis {time}.",
  "audits.by-hand": "À la main, sur le boîtier :",
  "audits.lost": "Ses résultats sont illisibles.",
  "audits.trend": "Valeurs et leur évolution",
  "audits.figure": "Valeur",
  "audits.latest": "Maintenant",
  "audits.before": "Avant",
  "audits.course": "Évolution",
  "audits.course-of": "Évolution de {name}",
  "audits.details": "En détail",
  "audits.earlier": "Résultats précédents",
  "audits.said.memory-grows":
    "{process} grossit d'au moins {percent} % par jour ({slope} Mo par jour, ±{error}) : redémarrez le service et envoyez un dossier d'assistance.",
  "audits.said.memory-process":
    "{process} : {mean} Mo en moyenne, {slope} Mo par jour, ±{error} (95 %, {points} points).",
  "audits.said.history-short": "{process} : l'historique ne suffit pas pour une tendance.",
  "audits.said.history-lost": "L'historique est illisible : {reason}",
  "audits.said.heap-taken":
    "{process} : le tas de V8 utilise {used} Mo sur {total} ; allocations relevées pendant {seconds} s.",
  "audits.said.heap-not-had": "{process} : le tas de V8 n'a pas pu être examiné : {reason}",
  "audits.said.no-cameras":
    "Aucune caméra ni aucun jeu de validation n'est configuré : aucun modèle ne regarde quoi que ce soit ici.",
  "audits.said.no-validation-set":
    "Aucun jeu de validation n'est configuré (detect.validationSet) : la qualité du modèle n'a pas été contrôlée.",
  "audits.said.set-unreadable": "Le jeu de validation est illisible : {reason}",
  "audits.said.set-small": "Le jeu a moins de 20 images avec ou sans {label} : trop peu pour comparer.",
  "audits.said.model-refused": "Le modèle ne peut pas être utilisé : {reason}",
  "audits.said.unjudged":
    "{count} images sur {of} n'ont pas pu être jugées, la première parce que : {reason}",
  "audits.said.no-reference":
    "Le manifeste n'a pas de valeurs pour le jeu {set} : le premier résultat de {model} sert de mesure (marque {print}).",
  "audits.said.set-differs":
    "{label} : {now} images jugées, le manifeste en comptait {then} : ce n'est pas tout à fait le même jeu.",
  "audits.said.accuracy-drop":
    "{label} : {measured} est de {now} %, c'était {then} %. Le modèle manque plus, ou se trompe plus, qu'il ne devrait : vérifiez-le avec 'embereye model verify'.",
  "audits.said.accuracy-class": "{label} : jugé sur {count} images, au seuil {threshold}.",
  "audits.said.not-running":
    "Aucun processus du service n'écoute : il ne tourne pas, ou cet utilisateur n'a pas le droit de le voir. Lancez-le en root ou comme l'utilisateur du service.",
  "audits.said.no-config": "La configuration en cours n'est pas connue : {reason}",
  "audits.said.port-unnamed":
    "Le service écoute sur {address}, port {port}, que sa configuration ne nomme pas : redémarrez-le et envoyez un dossier d'assistance.",
  "audits.said.port-reached":
    "Un inconnu ({from}) atteint {name} sur {address}, port {port}, alors que la configuration n'y admet personne : lancez 'embereye firewall check'.",
  "audits.said.ports-outside":
    "Vu de l'extérieur, à travers le pare-feu du noyau, depuis {from} : {count} ports essayés, {open} ouverts, {away} ont renvoyé l'inconnu.",
  "audits.said.ports-own":
    "Vu de l'intérieur seulement, {count} sockets propres : un regard de l'extérieur n'était pas possible ({reason}).",
  "audits.said.port-foreign":
    "Le port {port} appartient à un autre programme de cette machine et peut être atteint.",
  "audits.said.advisory": "{package} {version} ({ecosystem}) : {id} {summary} Corrigé dans : {fixed}.",
  "audits.said.advisories-known":
    "{ecosystem} : comparé à {count} avis connus de ce boîtier, état du {date} ({source}) ; ils nomment {covered} des {of} paquets. Ce qui a été connu plus tard ou ailleurs n'y est pas : apportez-en de plus récents avec --advisories.",
  "audits.said.advisories-none":
    "{ecosystem} : aucun avis connu de ce boîtier. L'état du {date} a {count} entrées, et aucune ne concerne ses paquets. Apportez-en avec --advisories.",
  "audits.said.advisories-old":
    "{ecosystem} : les avis ont {days} jours (état du {date}) : apportez-en de plus récents avec --advisories.",
  "audits.said.advisories-unreadable": "Des avis n'ont pas pu être lus : {reason}",
  "audits.said.lock-unreadable": "La liste des paquets du programme est illisible : {reason}",
  "audits.said.packages-looked-at": "Examinés : {program} paquets du programme, {system} du système.",
  "audits.said.no-dpkg": "Les paquets du système n'ont pas pu être listés : {reason}",
  "audits.said.system-package": "{package} {version} ({release})",
};
