import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Account } from '../functions/account';
import { Timers } from '../time/timers';
import { signatureFault, type Credentials } from './acs3-signature';
import { ApiError } from './api-error';
import { header, type ApiRequest } from './api-request';
import { ControlThrottle } from './control-throttle';
import { operationOf } from './operations';
import { UsedNonces } from './used-nonces';

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
    private readonly account: Account,
    private readonly nonces: UsedNonces,
    private readonly throttle: ControlThrottle,
  ) {}

  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<ApiRequest>();
    const { headers, rawBody: body, originalUrl: url, method = '' } = request;
    const fault = signatureFault({ method, url, headers, body }, this.accessKey, this.timers.epochMs());
    const refused =
      fault ?? this.account.tokenFault(header(request, 'x-acs-security-token')) ?? this.callFault(request);
    if (refused !== undefined) throw refused;
    return true;
  }

  /** What is wrong with a call that the account's key signed. */
  private callFault(request: ApiRequest): ApiError | undefined {
    const version = header(request, 'x-acs-version');
    if (version !== apiVersion)
      return new ApiError('InvalidArgument', `x-acs-version: ${version} is not supported, only ${apiVersion}`);
    const { action } = operationOf(request.method ?? '', request.originalUrl) ?? {};
    const said = header(request, 'x-acs-action');
    if (said !== action)
      return new ApiError('InvalidArgument', `x-acs-action: is ${said}, but this is the path of ${action}`);
    const nonce = header(request, 'x-acs-signature-nonce');
    if (nonce !== undefined && !this.nonces.take(nonce))
      return new ApiError('AccessDenied', 'x-acs-signature-nonce: was used before; sign each request anew');
    if (action !== 'InvokeFunction' && !this.throttle.take())
      return new ApiError('Throttling', 'too many control calls; try again later');
    return undefined;
  }
}
