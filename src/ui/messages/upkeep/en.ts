/**
 * What the pages of what sensors usually see and of the notifications say, in English.
 */
export const upkeep = {
  "review.title": "What sensors usually see",
  "review.hint":
    "The box learns what each thermal sensor sees on an ordinary day. What has changed for good waits here until a person says whether it is right.",
  "review.none": "Nothing has changed: nothing waits for a decision.",
  "review.no-sensors": "No thermal sensor has been learned yet.",
  "review.known": "What is known",
  "review.days": { one: "one day learned", other: "{count} days learned" },
  "review.reference": "Version {version}, by {by}, {time}.",
  "review.since": "since {time}",
  "review.before": "Before",
  "review.after": "Now",
  "review.map": "{title}: hottest {hottest}, coldest {coldest}",
  "review.kind.drift": "The whole picture has become warmer or colder.",
  "review.kind.moved": "The sensor looks somewhere else.",
  "review.kind.dirty-lens": "The picture has become dull: the lens may be dirty.",
  "review.kind.hot-object": "Something new is hot for good.",
  "review.reason": "Reason",
  "review.approve": "This is right from now on",
  "review.reject": "This is wrong and will be put right",
  "review.revert": "Back to the version before",
  "review.done.approve": "What is seen now counts as right.",
  "review.done.reject": "Noted: it will be put right.",
  "review.done.revert": "The version before counts again.",
  "notify.title": "Notifications",
  "notify.hint":
    "Who is told of alarms and troubles, and whether it arrives. A test says that nothing burns.",
  "notify.unknown":
    "The notifiers do not answer. They are started again by themselves; what is to be told waits on the disk until then.",
  "notify.none": "Nobody is told of alarms away from this box.",
  "notify.none-how":
    "To have somebody told by mail, webhook or MQTT, an installer names them in the configuration, for example:",
  "notify.kind.webhook": "webhook",
  "notify.kind.email": "e-mail",
  "notify.kind.mqtt": "MQTT",
  "notify.never": "Nothing has arrived since the start.",
  "notify.last": "Last arrived: {time}",
  "notify.counts": "waiting {waiting}, sent {sent}, given up {givenUp}",
  "notify.test": "Send a test",
  "notify.arrived": "The test has reached {name}.",
  "notify.not-arrived": "The test has not reached {name}.",
} as const;
