import 'pretendard/dist/web/variable/pretendardvariable-dynamic-subset.css'
import './console.css'
import { mount } from 'svelte'
import Console from './console/Console.svelte'

mount(Console, { target: document.getElementById('app')! })
