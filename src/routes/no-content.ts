import { Type } from 'typebox';

/** The `response` of a route schema for status 204, with a description such as "Deleted". */
export function noContent(description: string) {
  return { 204: Type.Unsafe<undefined>(Type.Null({ description })) };
}
