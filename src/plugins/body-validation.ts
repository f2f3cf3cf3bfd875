import { AjvCompiler, type BuildCompilerFromPool as BuildValidator } from '@fastify/ajv-compiler';

type BuildOptions = NonNullable<Parameters<BuildValidator>[1]>;
type Validate = ReturnType<ReturnType<BuildValidator>>;

/** Maximum number of errors in the response to a rejected request. */
const MAX_FIELD_ERRORS = 20;

/**
 * For a body with more values, only the first error is returned, because collecting all of them is
 * expensive.
 */
const MAX_VALUES_FOR_ALL_ERRORS = 1_000;

/**
 * Builds Fastify's validators. They stop at the first error and collect further ones only if the
 * body is small: an array of 30,000 invalid values must not create 30,000 error objects.
 */
export function createBuildValidator(): BuildValidator {
  const stopAtFirst = AjvCompiler();
  const collectAll = AjvCompiler();
  return (externalSchemas, options = {}) => {
    const buildFirst = stopAtFirst(externalSchemas, withAllErrors(options, false));
    const buildAll = collectAll(externalSchemas, withAllErrors(options, true));
    return (definition) => {
      const findFirst = buildFirst(definition);
      let findAll: typeof findFirst | undefined;
      const validate = (data: unknown): boolean => {
        validate.errors = null;
        if (findFirst(data)) return true;
        const isSmall = hasAtMost(data, MAX_VALUES_FOR_ALL_ERRORS);
        if (isSmall) {
          findAll ??= buildAll(definition);
          findAll(data);
        }
        const errors = (isSmall ? findAll?.errors : findFirst.errors) ?? [];
        validate.errors = errors.slice(0, MAX_FIELD_ERRORS);
        return false;
      };
      validate.errors = null as Validate['errors'];
      return validate as Validate;
    };
  };
}

function withAllErrors(options: BuildOptions, allErrors: boolean): BuildOptions {
  return { ...options, customOptions: { ...options.customOptions, allErrors } } as BuildOptions;
}

/**
 * Whether `data` has at most `max` values, including nested ones. Iterative, because bodies can be
 * nested deeply.
 */
function hasAtMost(data: unknown, max: number): boolean {
  const waiting = [data];
  let count = 0;
  while (waiting.length > 0) {
    const value = waiting.pop();
    count += 1;
    if (count > max) return false;
    if (typeof value !== 'object' || value === null) continue;
    const children = Array.isArray(value) ? value : Object.values(value);
    if (count + children.length > max) return false;
    waiting.push(...children);
  }
  return true;
}
