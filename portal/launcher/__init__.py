"""Brings the portal up on a bare machine: environment, embedded servers, processes.

Plain standard library and no Django: it runs before there is anything to import.
"""
