import 'pretendard/dist/web/variable/pretendardvariable-dynamic-subset.css'
import './console.css'
import { mount } from 'svelte'
import Gate from './Gate.svelte'

mount(Gate, { target: document.getElementById('app')! })
