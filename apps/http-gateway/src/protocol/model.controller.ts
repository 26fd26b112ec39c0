import { Controller, Get, HttpStatus, Param, Res, UseGuards } from '@nestjs/common';
import type { ServerResponse } from 'node:http';
import { ServedModels } from '../models/served-models';
import { StartGuard } from './start.guard';

/** What the protocol asks of a model. */
@UseGuards(StartGuard)
@Controller('v2/models/:model')
export class ModelController {
  constructor(private readonly models: ServedModels) {}

  @Get()
  metadata(@Param('model') model: string) {
    return this.models.metadataOf(model);
  }

  @Get('versions/:version')
  metadataOfVersion(@Param('model') model: string, @Param('version') version: string) {
    return this.models.metadataOf(model, version);
  }

  @Get('ready')
  ready(@Res({ passthrough: true }) response: ServerResponse, @Param('model') model: string) {
    return this.readiness(response, model);
  }

  @Get('versions/:version/ready')
  readyVersion(
    @Res({ passthrough: true }) response: ServerResponse,
    @Param('model') model: string,
    @Param('version') version: string,
  ) {
    return this.readiness(response, model, version);
  }

  private readiness(response: ServerResponse, name: string, version?: string) {
    const ready = this.models.isReady(name, version);
    response.statusCode = ready ? HttpStatus.OK : HttpStatus.SERVICE_UNAVAILABLE;
    return { name, ready };
  }
}
