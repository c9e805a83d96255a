/**
 * The OpenAPI document (version 3.1), made from the table of operations and the schemas that parse.
 */
import { z } from "zod";
import { type Operation, OPERATIONS } from "./operations.ts";
import { PROBLEMS, problemSchema } from "./problem.ts";

/** Refusals that any operation may give. */
const ANYWHERE = ["wrong-input", "not-signed-in", "wrong-token", "too-many-attempts"] as const;
const WHEN_ACTING = ["no-right", "foreign-origin", "too-large"] as const;

/** The document. */
export function openapi(version: string): unknown {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const [name, operation] of Object.entries(OPERATIONS) as [string, Operation][]) {
    const path = paths[operation.path] ??= {};
    path[operation.method] = {
      operationId: name,
      summary: operation.summary,
      security: operation.needs === "look" ? [{}, { token: [] }] : [{ token: [] }],
      parameters: parametersOf(operation),
      ...(operation.body === undefined ? {} : {
        requestBody: { content: { "application/json": { schema: schemaOf(operation.body) } } },
      }),
      responses: responsesOf(operation),
    };
  }
  return {
    openapi: "3.1.0",
    info: { title: "EmberEye", version, description: DESCRIPTION, license: { name: "MIT" } },
    servers: [{ url: "/api/v1" }],
    paths,
    components: {
      securitySchemes: { token: { type: "http", scheme: "bearer" } },
      schemas: { Problem: schemaOf(problemSchema) },
    },
  };
}

const DESCRIPTION =
  "State of a fire-detection box and the orders people give it. Numbers that are not known are null. " +
  "`...AtMs` are milliseconds of the box's monotonic clock, `...AtWallMs` of UTC since 1970.";

function parametersOf(operation: Operation): unknown[] {
  const inPath = [...operation.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => (
    { name, in: "path", required: true, schema: { type: "string" } }
  ));
  if (operation.query === undefined) return inPath;
  const query = schemaOf(operation.query) as { properties: Record<string, unknown>; required?: string[] };
  const inQuery = Object.entries(query.properties).map(([name, schema]) => (
    { name, in: "query", required: query.required?.includes(name) ?? false, schema }
  ));
  return [...inPath, ...inQuery];
}

function responsesOf(operation: Operation): Record<string, unknown> {
  const { answer } = operation;
  const content = typeof answer === "string"
    ? { [answer]: {} }
    : { "application/json": { schema: schemaOf(answer) } };
  const responses: Record<string, unknown> = { 200: { description: "Done", content } };
  const byStatus = new Map<number, string[]>();
  const codes = [...ANYWHERE, ...(operation.method === "post" ? WHEN_ACTING : []), ...operation.problems];
  for (const code of codes) {
    const [status] = PROBLEMS[code];
    byStatus.set(status, [...byStatus.get(status) ?? [], code]);
  }
  for (const [status, of] of byStatus) {
    responses[status] = {
      description: of.join(", "),
      content: { "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } } },
    };
  }
  return responses;
}

/** The JSON side of a schema: what goes over the wire, before numbers that are not there become NaN. */
function schemaOf(schema: z.ZodType): unknown {
  const { $schema: _, ...json } = z.toJSONSchema(schema, { io: "input" });
  return json;
}
