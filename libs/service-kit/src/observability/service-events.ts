import { StageEvents } from '@harmonybatch/pipeline';

export class ServiceEvents extends StageEvents {
  counted(_name: string, _amount?: number, _labels?: Readonly<Record<string, string>>): void {}
  observed(_name: string, _value: number, _labels?: Readonly<Record<string, string>>): void {}
  noted(_message: string, _details?: Readonly<Record<string, unknown>>): void {}
  fault(_message: string, _error?: unknown, _details?: Readonly<Record<string, unknown>>): void {}
}
