import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Timers } from '../time/timers';
import { signatureFault, type Credentials } from './acs3-signature';
import { ApiError } from './api-error';
import { header, type ApiRequest } from './api-request';

/** The one key that may call the API, as an injection token. */
export abstract class AccessKey implements Credentials {
  abstract readonly accessKeyId: string;
  abstract readonly accessKeySecret: string;
}

const apiVersion = '2023-03-30';

/** Lets only requests through that the account's key signed, for the version of the API that is spoken here. */
@Injectable()
export class SignatureGuard implements CanActivate {
  constructor(
    private readonly accessKey: AccessKey,
    private readonly timers: Timers,
  ) {}

  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<ApiRequest>();
    const { headers, rawBody: body, originalUrl: url, method = '' } = request;
    const fault = signatureFault({ method, url, headers, body }, this.accessKey, this.timers.epochMs());
    if (fault !== undefined) throw fault;
    const version = header(request, 'x-acs-version');
    if (version === apiVersion) return true;
    throw new ApiError('InvalidArgument', `x-acs-version: ${version} is not supported, only ${apiVersion}`);
  }
}
