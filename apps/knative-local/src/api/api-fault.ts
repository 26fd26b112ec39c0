/** A refusal as Kubernetes writes it. */
export class ApiFault extends Error {
  constructor(
    readonly code: number,
    readonly reason: string,
    message: string,
  ) {
    super(message);
    this.name = 'ApiFault';
  }

  /** The object `Status` that goes back. */
  get status(): object {
    const { code, reason, message } = this;
    return { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message, reason, code };
  }
}

const resource = 'services.serving.knative.dev';

export const notFound = (name: string): ApiFault => new ApiFault(404, 'NotFound', `${resource} "${name}" not found`);
export const alreadyExists = (name: string): ApiFault =>
  new ApiFault(409, 'AlreadyExists', `${resource} "${name}" already exists`);
export const changedMeanwhile = (name: string): ApiFault =>
  new ApiFault(
    409,
    'Conflict',
    `Operation cannot be fulfilled on ${resource} "${name}": the object has been modified; please apply your changes to the latest version and try again`,
  );
export const badRequest = (message: string): ApiFault => new ApiFault(400, 'BadRequest', message);
