import { testDisturbed } from './disturbed.ts';
import { FRONT_HISTORIES } from './front-histories.ts';

testDisturbed(FRONT_HISTORIES);
