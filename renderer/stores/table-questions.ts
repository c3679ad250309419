import type { CallParams } from '../../shared/contract';
import { call } from '../api/client';

/** Questions about page tables, addresses and frames, of the engine store: as the contract has them. */
export function tableQuestions() {
  return {
    findRanges: (params: CallParams<'ranges.find'>) => call('ranges.find', params),
    rangeRows: (params: CallParams<'ranges.rows'>) => call('ranges.rows', params),
    rangeIndexOf: (params: CallParams<'ranges.indexOf'>) => call('ranges.indexOf', params),
    rangesText: (params: CallParams<'ranges.text'>) => call('ranges.text', params),
    lookAt: (params: CallParams<'address.look'>) => call('address.look', params),
    aliases: (params: CallParams<'address.aliases'>) => call('address.aliases', params),
    spaceStrip: (params: CallParams<'space.strip'>) => call('space.strip', params),
    spaceParts: (params: CallParams<'space.parts'>) => call('space.parts', params),
    level4: (params: CallParams<'space.level4'>) => call('space.level4', params),
    frameStrip: (params: CallParams<'frames.strip'>) => call('frames.strip', params),
    frameCounts: (params: CallParams<'frames.counts'>) => call('frames.counts', params),
    frame: (params: CallParams<'frames.look'>) => call('frames.look', params),
    frameRegions: (params: CallParams<'frames.regions'>) => call('frames.regions', params),
    tableChildren: (params: CallParams<'pageTable.children'>) => call('pageTable.children', params),
    walkIn: (params: CallParams<'pageTable.walk'>) => call('pageTable.walk', params),
    tablePicture: (params: CallParams<'pageTable.picture'>) => call('pageTable.picture', params),
    tableOfFrame: (params: CallParams<'pageTable.ofFrame'>) => call('pageTable.ofFrame', params),
  };
}
