-- A loaded electric cargo bike, on OSRM's own bicycle profile (bicycle.lua). Here: speeds (km/h), width and barriers.
local top = 20
local speeds = {
  cycleway = 16, primary = 15, primary_link = 15, secondary = 15, secondary_link = 15, tertiary = 15, tertiary_link = 15,
  residential = 15, unclassified = 15, living_street = 12, service = 12, track = 10, path = 10,
}
local pushed = { footway = 4, pedestrian = 4 }      -- no steps: a loaded cargo bike is not carried
local surfaces = { paving_stones = 16, bricks = 16, sett = 12, compacted = 12, fine_gravel = 12 } -- klinkers ride well
local turn_s = 3                                    -- seconds for a right angle, before the bias of left against right
local width_m = 0.9                                 -- ways tagged narrower are left out
local too_narrow = { 'stile', 'kissing_gate', 'turnstile', 'full-height_turnstile', 'motorcycle_barrier' }

local bicycle = require('bicycle')
local base_setup = bicycle.setup

function bicycle.setup()
  local profile = base_setup()
  profile.vehicle_max_speed = top
  profile.default_speed = 12
  profile.bicycle_speeds = speeds
  profile.pedestrian_speeds = pushed
  profile.turn_penalty = turn_s
  profile.width = width_m
  profile.exclude_cargo_bike = true
  profile.use_public_transport = false
  for surface, speed in pairs(surfaces) do
    profile.surface_speeds[surface] = speed
  end
  for _, barrier in ipairs(too_narrow) do
    profile.barrier_blacklist[barrier] = true
  end
  return profile
end

return bicycle
