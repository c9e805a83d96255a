/**
 * What the page of those who were turned away says, in English.
 */
export const gate = {
  "gate.title": "Who was turned away",
  "gate.hint": "Devices and people that tried to connect and were refused, the latest first.",
  "gate.none": "Nobody has been turned away since the start.",
  "gate.unknown": "The sensors part has not reported yet.",
  "gate.others": { one: "and one more that is not listed", other: "and {count} more that are not listed" },
  "gate.sensors": "sensor port",
  "gate.page": "page",
  "gate.metrics": "metrics",
  "gate.times": { one: "once", other: "{count} times" },
  "gate.since": "since {time}, last {last}",
  "gate.allow": "Allow this address",
  "gate.allowed": "{address} is allowed now",
  "gate.installer": "Only an installer may allow an address.",
  "gate.reason.not-allowed": "It is on no list.",
  "gate.reason.locked-out": "It has shown too many wrong tokens and must wait.",
  "gate.reason.unknown-device": "No sensor of the configuration has this location.",
  "gate.reason.wrong-address": "Its sensor may only be at other addresses.",
  "gate.reason.wrong-device": "Its token is for another sensor.",
  "gate.reason.not-authenticated": "It has shown no token, and one is asked for.",
  "gate.reason.bad-token": "Its token is not known.",
  "gate.reason.expired-token": "Its token has run out.",
  "gate.reason.token-withdrawn": "Its token was revoked or has run out.",
  "gate.reason.too-many": "Too many connections, or too often.",
  "gate.reason.other": "Reason: {reason}",
} as const;
