// What dotenv reads in each of the texts that a file of JSON has.
import { parse } from 'dotenv';
import { readFileSync } from 'node:fs';

const texts = JSON.parse(readFileSync(process.argv[2], 'utf8'));
console.log(JSON.stringify(texts.map(text => parse(text))));
