-- Walking, on OSRM's own foot profile (foot.lua). Here: speeds only, km/h.
local walking = WIJK_WALKING_KMH or 4.68            -- 1.3 m/s
local speeds = {
  steps    = WIJK_STEPS_KMH or 2,
  cycleway = walking,                               -- where there is no pavement one walks on the fietspad (RVV art. 4)
}

local foot = require('foot')
local base_setup = foot.setup

function foot.setup()
  local profile = base_setup()
  profile.default_speed = walking
  for kind, _ in pairs(profile.speeds.highway) do
    profile.speeds.highway[kind] = walking
  end
  for kind, speed in pairs(speeds) do
    profile.speeds.highway[kind] = speed
  end
  for _, group in ipairs({ 'railway', 'amenity', 'man_made' }) do
    for kind, _ in pairs(profile.speeds[group]) do
      profile.speeds[group][kind] = walking
    end
  end
  for surface, factor in pairs({ fine_gravel = 0.75, gravel = 0.75, pebblestone = 0.75, mud = 0.5, sand = 0.5 }) do
    profile.surface_speeds[surface] = walking * factor
  end
  return profile
end

return foot
