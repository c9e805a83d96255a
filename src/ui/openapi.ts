/**
 * The OpenAPI document (version 3.1), made from the table of operations and the schemas that parse.
 */
import { z } from "zod";
import { type Example, EXAMPLES, pathExample } from "./examples.ts";
import { type Operation, type OperationName, OPERATIONS } from "./operations.ts";
import { problemSchema, refusalsOf } from "./problem.ts";

/** Refusals that any operation may give. */
const ANYWHERE = ["wrong-input", "not-signed-in", "wrong-token", "too-many-attempts"] as const;
const WHEN_ACTING = ["no-right", "foreign-origin", "too-large"] as const;

/** The document. */
export function openapi(version: string): unknown {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const [name, operation] of Object.entries(OPERATIONS) as [string, Operation][]) {
    const path = paths[operation.path] ??= {};
    const example = EXAMPLES[name as OperationName] ?? {};
    path[operation.method] = {
      operationId: name,
      summary: operation.summary,
      security: operation.needs === "look" ? [{}, { token: [] }] : [{ token: [] }],
      parameters: parametersOf(operation, example),
      ...(operation.body === undefined ? {} : {
        requestBody: {
          content: { "application/json": { schema: schemaOf(operation.body), ...shown(example.body) } },
        },
      }),
      responses: responsesOf(operation, example),
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

/** JSON as an example, where there is one. */
function shown(example: unknown): { example?: unknown } {
  return example === undefined ? {} : { example };
}

function parametersOf(operation: Operation, example: Example): unknown[] {
  const inPath = [...operation.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: "path",
    required: true,
    schema: { type: "string" },
    ...(name === "id" && { example: pathExample(operation.path) }),
  }));
  if (operation.query === undefined) return inPath;
  const query = schemaOf(operation.query) as { properties: Record<string, unknown>; required?: string[] };
  const inQuery = Object.entries(query.properties).map(([name, schema]) => (
    {
      name,
      in: "query",
      required: query.required?.includes(name) ?? false,
      schema,
      ...shown(example.query?.[name]),
    }
  ));
  return [...inPath, ...inQuery];
}

function responsesOf(operation: Operation, example: Example): Record<string, unknown> {
  const { answer } = operation;
  const content = typeof answer === "string"
    ? { [answer]: {} }
    : { "application/json": { schema: schemaOf(answer), ...shown(example.answer) } };
  const responses: Record<string, unknown> = { 200: { description: "Done", content } };
  const byStatus = new Map<number, string[]>();
  const codes = [...ANYWHERE, ...(operation.method === "post" ? WHEN_ACTING : []), ...operation.problems];
  const titles = new Map<string, string>();
  for (const [code, status, title] of refusalsOf(codes)) {
    byStatus.set(status, [...byStatus.get(status) ?? [], code]);
    titles.set(code, title);
  }
  for (const [status, of] of byStatus) {
    const [code] = of as [string];
    const title = titles.get(code);
    responses[status] = {
      description: of.join(", "),
      content: {
        "application/problem+json": {
          schema: { $ref: "#/components/schemas/Problem" },
          example: {
            type: "about:blank",
            title,
            status,
            code,
            detail: "One sentence with the values that led to it.",
          },
        },
      },
    };
  }
  if (operation.etag) responses[304] = { description: "Unchanged: If-None-Match names the ETag it has" };
  return responses;
}

/** The JSON side of a schema: what goes over the wire, before numbers that are not there become NaN. */
function schemaOf(schema: z.ZodType): unknown {
  const { $schema: _, ...json } = z.toJSONSchema(schema, { io: "input" });
  return json;
}
