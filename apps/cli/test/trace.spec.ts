import { parseTrace } from '../src/replay/trace';

const hash = 'ab'.repeat(32);
const azureHead = 'HashOwner,HashApp,HashFunction,Trigger,1,2,3';
const azureRow = `${hash},${hash},${hash},http`;

test.each([
  ['one line', '1,2,3\n'],
  ['one per line', '1\n2\n3\n'],
  ['one per line, as Windows writes it', '1\r\n2\r\n3\r\n\r\n'],
  ['lines that go on', ' 1 , 2,\r\n3 ,'],
  ['decimals', '1.0,2,3.'],
  ['semicolons or tabs', '1;2\t3'],
  ['quoted cells', '"1","2", "3"'],
  ['rows of minute and count', '0,1\n1,2\n2,3\n'],
  ['rows of minute and count from another minute', '10,1\n11,2\n12,3\n'],
  ['rows of minute and count with a head', 'minute,count\n1,1\n2,2\n3,3\n'],
  ['one function of Azure', `${azureHead}\n${azureRow},1,2,3\n`],
  ['one function of Azure without head', `${azureRow},1,2,3\n`],
  ['one function of Huawei', 'day,time,17\n0,0,1\n0,60,2\n0,120,3\n'],
])('a trace of %s', (_, text) => expect(parseTrace(text, 'f')).toEqual([1, 2, 3]));

test.each([
  ['', /holds no minute/],
  [' \n\n', /holds no minute/],
  ['600,600,,,600,600', /line 1, cell 3 is empty; .*0 where nothing was sent/],
  [',1', /line 1, cell 1 is empty/],
  ['1,2,,', /line 1, cell 3 is empty/],
  ['1\n\n2', /line 2 is empty/],
  ['1,"",2', /cell 2 is empty/],
  ['minute\n1', /line 1, cell 1 holds "minute"/],
  ['1,-2', /cell 2 holds "-2"/],
  ['1,2.5', /cell 2 holds "2.5"/],
  ['1,1e9', /1e9/],
  ['1,1000001', /1000001/],
  ['1,NaN', /NaN/],
  ['"1,000",2', /1,000/],
  ['"1,2', /quote is not closed/],
  ['0,5\n2,6\n', /line 2, cell 1: .*"2" does not follow/],
  ['600,700\n800,900\n', /"800" does not follow/],
  ['minute,count\n0,\n1,2', /not a row of minute and count|cell 2 is empty/],
  ['1,2,3\n4,5,6\n', /several rows of several cells/],
  [`${azureHead}\n${azureRow},1,2,3\n${azureRow},4,5,6\n`, /Azure Functions with 2 functions/],
  [`${azureHead}\n${azureRow},1,,3\n`, /line 2, cell 6 is empty/],
  ['day,time,1,2\n0,0,1,1\n', /Huawei trace with 2 functions/],
  ['day,time,1\n0,0,5\n0,60,\n', /line 3, cell 3 is empty/],
])('%j is no trace', (text, reason) => expect(() => parseTrace(text, 'f')).toThrow(reason));
