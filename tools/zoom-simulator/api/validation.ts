import type { FastifyRequest, FastifySchemaValidationError } from 'fastify';
import { type Problem, validationFailed } from './problems.ts';

/**
 * Route options: the body is validated, and the handler reports errors only after the checks that
 * Zoom makes first.
 */
export const hideValidation = { attachValidation: true };

/** Code 300 with the fields that are wrong. */
export function validationProblem(request: FastifyRequest): Problem | undefined {
  const problems = request.validationError?.validation;
  if (!problems) return undefined;
  return validationFailed(problems.map(fieldError));
}

function fieldError(error: FastifySchemaValidationError): { field: string; message: string } {
  const parent = error.instancePath.slice(1).replaceAll('/', '.');
  if (error.keyword !== 'required') return { field: parent || 'body', message: 'Invalid field.' };
  const missing = String(error.params.missingProperty);
  return { field: parent ? `${parent}.${missing}` : missing, message: 'Field is required.' };
}
