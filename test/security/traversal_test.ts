/**
 * Nothing but what a route names comes out of it: paths that lead elsewhere, as they stand on the wire.
 */
import assert from "node:assert/strict";
import { TOKENS } from "../../src/ui/fake_deps.ts";
import { routes } from "../../src/ui/rights.ts";
import { listening, raw } from "./real_server.ts";

const ELSEWHERE = [
  "../../../../../../etc/passwd",
  "..%2f..%2f..%2f..%2f..%2fetc%2fpasswd",
  "..%252f..%252f..%252fetc%252fpasswd",
  "%2e%2e/%2e%2e/%2e%2e/etc/passwd",
  "....//....//....//etc/passwd",
  "..\\..\\..\\etc\\passwd",
  "..%5c..%5c..%5cetc%5cpasswd",
  "%c0%ae%c0%ae/%c0%ae%c0%ae/etc/passwd",
  "/etc/passwd",
  "//etc/passwd",
  "%2fetc%2fpasswd",
  "file:///etc/passwd",
  "boiler-1%00.png",
  "..",
  ".",
  "%2e%2e",
  "tokens.json",
  "..%2ftokens.json",
  "..%2f..%2ftokens.json",
];

for (const route of routes().filter(({ method, path }) => method === "GET" && /[:*]/.test(path))) {
  Deno.test(`GET ${route.path} leads to nothing outside`, () =>
    listening(async ({ port, deps }) => {
      for (const elsewhere of ELSEWHERE) {
        const paths = [
          route.path.replaceAll(/:\w+|\*/g, elsewhere),
          // The last part alone, behind one that is known.
          route.path.replace(/:\w+/, "alarm-1").replaceAll(/:\w+|\*/g, elsewhere),
        ];
        for (const path of paths) {
          const request = `GET ${path} HTTP/1.1\r\nHost: box\r\nConnection: close\r\n` +
            `Authorization: Bearer ${TOKENS.installer}\r\n\r\n`;
          const answer = await raw(port, request, /^never$/);
          assert.doesNotMatch(answer, /root:.*:0:0|"tokens"|SQLite format/, path);
          const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1]);
          assert.ok([200, 303, 400, 401, 404, 503].includes(status), `${path}: ${answer.slice(0, 200)}`);
          // The front page is what "/.." means; it is a page of ours and no file.
          if (status === 200) assert.match(answer, /content-type: (text\/html|application\/json)/i, path);
        }
      }
      assert.deepEqual(deps.evidenceReads, []);
      assert.deepEqual(deps.failures, []);
    }));
}
