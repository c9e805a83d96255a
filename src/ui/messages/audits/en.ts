/**
 * What the page of the audits says, and what the audits say, in English.
 */
export const audits = {
  "audits.title": "Audits",
  "audits.hint":
    "The box looks at itself every week, fortnight or month. An audit that could not be made says nothing about how things are.",
  "audits.kind.memory": "Memory: does any process grow?",
  "audits.kind.accuracy": "Accuracy: is the model as good as its manifest says?",
  "audits.kind.ports": "Ports: does the box show more than it should?",
  "audits.kind.dependencies": "Dependencies: are vulnerabilities of its packages known?",
  "audits.verdict.passed": "Passed",
  "audits.verdict.found": "Something was found",
  "audits.verdict.not-possible": "Not possible",
  "audits.never": "It has never been made on this box.",
  "audits.made": "Made {time}.",
  "audits.due": "Next due {time}.",
  "audits.overdue": "Overdue since {time}.",
  "audits.by-hand": "By hand, on the box:",
  "audits.lost": "Its results cannot be read.",
  "audits.trend": "Figures and their trend",
  "audits.figure": "Figure",
  "audits.latest": "Now",
  "audits.before": "Before",
  "audits.course": "Course",
  "audits.course-of": "Course of {name}",
  "audits.details": "In detail",
  "audits.earlier": "Results before",
  "audits.said.memory-grows":
    "{process} grows by {percent} % a day at least ({slope} MB a day, ±{error}): restart the service, and send a support bundle.",
  "audits.said.memory-process":
    "{process}: {mean} MB on average, {slope} MB a day, ±{error} (95 %, {points} points).",
  "audits.said.history-short": "{process}: the history holds too little for a trend.",
  "audits.said.history-lost": "The history cannot be read: {reason}",
  "audits.said.heap-taken":
    "{process}: V8's heap uses {used} of {total} MB; allocations sampled for {seconds} s.",
  "audits.said.heap-not-had": "{process}: V8's heap could not be looked at: {reason}",
  "audits.said.no-cameras":
    "No camera is configured, and no validation set: no model looks at anything here.",
  "audits.said.no-validation-set":
    "No validation set is configured (detect.validationSet): how good the model is has not been looked at.",
  "audits.said.set-unreadable": "The validation set cannot be read: {reason}",
  "audits.said.set-small": "The set has fewer than 20 pictures with or without {label}: too few to compare.",
  "audits.said.model-refused": "The model cannot be used: {reason}",
  "audits.said.unjudged": "{count} of {of} pictures could not be judged, the first because: {reason}",
  "audits.said.no-reference":
    "The manifest has no figures of the set {set}: the first result of {model} on it is the measure (mark {print}).",
  "audits.said.set-differs":
    "{label}: {now} pictures were judged, the manifest counted {then}: it is not quite the same set.",
  "audits.said.accuracy-drop":
    "{label}: {measured} is {now} %, it was {then} %. The model misses more, or cries wolf more, than it should: check it with 'embereye model verify'.",
  "audits.said.accuracy-class": "{label}: judged on {count} pictures, at the threshold {threshold}.",
  "audits.said.not-running":
    "No process of the service listens: it does not run, or this user may not look at it. Run it as root or as the service's user.",
  "audits.said.no-config": "The running configuration is not known: {reason}",
  "audits.said.port-unnamed":
    "The service listens on {address}, port {port}, which its configuration does not name: restart it, and send a support bundle.",
  "audits.said.port-reached":
    "A stranger ({from}) reaches the {name} at {address}, port {port}, though the configuration lets nobody in from there: run 'embereye firewall check'.",
  "audits.said.ports-outside":
    "Looked at from outside, through the kernel's firewall, as {from}: {count} ports tried, {open} open, {away} turned strangers away.",
  "audits.said.ports-own":
    "Looked at from inside only, {count} sockets of its own: a look from outside was not possible ({reason}).",
  "audits.said.port-foreign": "Port {port} belongs to another program of this machine, and can be reached.",
  "audits.said.advisory": "{package} {version} ({ecosystem}): {id} {summary} Mended in: {fixed}.",
  "audits.said.advisories-known":
    "{ecosystem}: held against {count} advisories known to this box, snapshot of {date} ({source}); they name {covered} of the {of} packages. What became known later, or elsewhere, is not among them: bring newer ones with --advisories.",
  "audits.said.advisories-none":
    "{ecosystem}: no advisories known to this box. The snapshot of {date} has {count} entries, and none is about its packages. Bring some with --advisories.",
  "audits.said.advisories-old":
    "{ecosystem}: the advisories are {days} days old (snapshot of {date}): bring newer ones with --advisories.",
  "audits.said.advisories-unreadable": "Advisories could not be read: {reason}",
  "audits.said.lock-unreadable": "The list of the program's packages cannot be read: {reason}",
  "audits.said.packages-looked-at": "Looked at: {program} packages of the program, {system} of the system.",
  "audits.said.no-dpkg": "The system's packages could not be listed: {reason}",
  "audits.said.system-package": "{package} {version} ({release})",
} as const;
