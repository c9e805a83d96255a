/**
 * Reads what a request brings, as JSON or as a form, and believes only what fits its schema.
 */
import type { Context } from "hono";
import type { z } from "zod";
import type { UiEnv } from "./access.ts";
import { Refused } from "./problem.ts";

/** Whether the request comes from a plain form: then the answer is a page. */
export function isForm(c: Context<UiEnv>): boolean {
  return c.req.header("content-type")?.startsWith("application/x-www-form-urlencoded") ?? false;
}

/** The body; an empty one counts as an empty object, an empty field of a form as absent. */
export async function bodyOf<T>(c: Context<UiEnv>, schema: z.ZodType<T>): Promise<T> {
  const text = await c.req.text();
  if (isForm(c)) {
    const fields: Record<string, string> = {};
    for (const [name, value] of new URLSearchParams(text)) {
      // Several ticked boxes of one name are a list.
      if (value !== "") fields[name] = name in fields ? `${fields[name]},${value}` : value;
    }
    return parsed(schema, fields);
  }
  if (text.trim() === "") return parsed(schema, {});
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Refused("wrong-input", "the body is not JSON");
  }
  return parsed(schema, value);
}

/** `value` as `schema` describes it. */
export function parsed<T>(schema: z.ZodType<T>, value: unknown): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const where = issue.path.length === 0 ? "the request" : issue.path.join(".");
  throw new Refused("wrong-input", `${where}: ${issue.message}`);
}
