// Everything an embedding program needs. Pulls in standard headers only.
#pragma once
#include <kenyon/error.hpp>
#include <kenyon/level.hpp>
#include <kenyon/memory/memory.hpp>
#include <kenyon/memory/willshaw.hpp>
#include <kenyon/memory/willshaw_theory.hpp>
#include <kenyon/pattern/layout.hpp>
#include <kenyon/pattern/noise.hpp>
#include <kenyon/pattern/pattern.hpp>
#include <kenyon/pattern/random.hpp>
#include <kenyon/threads.hpp>
